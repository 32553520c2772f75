<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="chaud, intensifié : plus fort chaque fois" filter="&quot;emergence&quot; = 'intensifie chaud'" />
   <rule key="equilibre-rule-1" symbol="1" label="chaud, persistant" filter="&quot;emergence&quot; = 'persistant chaud'" />
   <rule key="equilibre-rule-2" symbol="2" label="chaud, consécutif : sans interruption" filter="&quot;emergence&quot; = 'consecutif chaud'" />
   <rule key="equilibre-rule-3" symbol="3" label="chaud, nouveau" filter="&quot;emergence&quot; = 'nouveau chaud'" />
   <rule key="equilibre-rule-4" symbol="4" label="chaud, sporadique" filter="&quot;emergence&quot; = 'sporadique chaud'" />
   <rule key="equilibre-rule-5" symbol="5" label="chaud, oscillant" filter="&quot;emergence&quot; = 'oscillant chaud'" />
   <rule key="equilibre-rule-6" symbol="6" label="chaud, décroissant : moins fort" filter="&quot;emergence&quot; = 'decroissant chaud'" />
   <rule key="equilibre-rule-7" symbol="7" label="chaud, historique : plus au dernier millésime" filter="&quot;emergence&quot; = 'historique chaud'" />
   <rule key="equilibre-rule-8" symbol="8" label="froid, intensifié : plus fort chaque fois" filter="&quot;emergence&quot; = 'intensifie froid'" />
   <rule key="equilibre-rule-9" symbol="9" label="froid, persistant" filter="&quot;emergence&quot; = 'persistant froid'" />
   <rule key="equilibre-rule-10" symbol="10" label="froid, consécutif : sans interruption" filter="&quot;emergence&quot; = 'consecutif froid'" />
   <rule key="equilibre-rule-11" symbol="11" label="froid, nouveau" filter="&quot;emergence&quot; = 'nouveau froid'" />
   <rule key="equilibre-rule-12" symbol="12" label="froid, sporadique" filter="&quot;emergence&quot; = 'sporadique froid'" />
   <rule key="equilibre-rule-13" symbol="13" label="froid, oscillant" filter="&quot;emergence&quot; = 'oscillant froid'" />
   <rule key="equilibre-rule-14" symbol="14" label="froid, décroissant : moins fort" filter="&quot;emergence&quot; = 'decroissant froid'" />
   <rule key="equilibre-rule-15" symbol="15" label="froid, historique : plus au dernier millésime" filter="&quot;emergence&quot; = 'historique froid'" />
   <rule key="equilibre-rule-16" symbol="16" label="aucun point chaud ni froid" filter="&quot;emergence&quot; = 'aucun'" />
   <rule key="equilibre-rule-17" symbol="17" label="isole : sans voisin" filter="&quot;emergence&quot; = 'isole'" />
   <rule key="equilibre-rule-18" symbol="18" label="s : non diffusé" filter="&quot;emergence&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="square" type="QString" />
      <Option name="color" value="103,0,13,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="1" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="triangle" type="QString" />
      <Option name="color" value="165,15,21,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="2" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="203,24,29,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="3" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="cross_fill" type="QString" />
      <Option name="color" value="239,59,44,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="4" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="251,106,74,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="5" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="252,146,114,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="6" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="diamond" type="QString" />
      <Option name="color" value="252,187,161,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="7" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="254,224,210,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="8" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="square" type="QString" />
      <Option name="color" value="8,48,107,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="9" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="triangle" type="QString" />
      <Option name="color" value="8,81,156,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="10" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="33,113,181,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="11" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="cross_fill" type="QString" />
      <Option name="color" value="66,146,198,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="12" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="107,174,214,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="13" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="158,202,225,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="14" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="diamond" type="QString" />
      <Option name="color" value="198,219,239,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="15" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="222,235,247,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="16" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="227,227,227,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="17" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="251,251,251,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
   <symbol name="18" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="255,255,255,255" type="QString" />
      <Option name="size" value="2.6" type="QString" />
      <Option name="size_unit" value="MM" type="QString" />
      <Option name="outline_color" value="58,58,58,255" type="QString" />
      <Option name="outline_style" value="solid" type="QString" />
      <Option name="outline_width" value="0.15" type="QString" />
      <Option name="outline_width_unit" value="MM" type="QString" />
      <Option name="horizontal_anchor_point" value="1" type="QString" />
      <Option name="vertical_anchor_point" value="1" type="QString" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <layerGeometryType>0</layerGeometryType>
</qgis>
