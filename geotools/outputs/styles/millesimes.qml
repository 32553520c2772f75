<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|MapTips">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">
  <rules key="equilibre-rules">
   <rule key="equilibre-rule-0" symbol="0" label="même identifiant" filter="&quot;statut&quot; = 'identique'" />
   <rule key="equilibre-rule-1" symbol="1" label="même lieu, autre identifiant" filter="&quot;statut&quot; = 'renommee'" />
   <rule key="equilibre-rule-2" symbol="2" label="même lieu, taille très différente" filter="&quot;statut&quot; = 'remplacee'" />
   <rule key="equilibre-rule-3" symbol="3" label="plusieurs résidences réunies en une" filter="&quot;statut&quot; = 'fusionnee'" />
   <rule key="equilibre-rule-4" symbol="4" label="une résidence devenue plusieurs" filter="&quot;statut&quot; = 'scindee'" />
   <rule key="equilibre-rule-5" symbol="5" label="plusieurs redécoupées en plusieurs" filter="&quot;statut&quot; = 'recomposee'" />
   <rule key="equilibre-rule-6" symbol="6" label="démolie, vendue ou sortie du parc" filter="&quot;statut&quot; = 'disparue'" />
   <rule key="equilibre-rule-7" symbol="7" label="nouvelle" filter="&quot;statut&quot; = 'nouvelle'" />
   <rule key="equilibre-rule-8" symbol="8" label="s : non diffusé" filter="&quot;statut&quot; IS NULL" />
  </rules>
  <symbols>
   <symbol name="0" type="marker" alpha="1" clip_to_extent="1" force_rhr="0">
    <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="217,217,217,255" type="QString" />
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
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="166,219,160,255" type="QString" />
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
      <Option name="name" value="square" type="QString" />
      <Option name="color" value="27,120,55,255" type="QString" />
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
      <Option name="name" value="triangle" type="QString" />
      <Option name="color" value="194,165,207,255" type="QString" />
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
      <Option name="name" value="diamond" type="QString" />
      <Option name="color" value="118,42,131,255" type="QString" />
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
      <Option name="color" value="84,39,136,255" type="QString" />
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
      <Option name="name" value="circle" type="QString" />
      <Option name="color" value="77,77,77,255" type="QString" />
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
      <Option name="name" value="cross_fill" type="QString" />
      <Option name="color" value="236,143,61,255" type="QString" />
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
